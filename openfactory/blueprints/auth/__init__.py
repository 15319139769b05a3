"""Who people are: sign-up, sign-in, sessions, passwords, sign-in by other providers."""
