"""Documents as files: .docx and .pdf out, .docx in. The libraries for them load in isolated processes alone."""
