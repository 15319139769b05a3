"""What users say of the product: taken in from outside, triaged, answered with work."""
