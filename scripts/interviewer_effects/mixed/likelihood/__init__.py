"""What the data say of a model: cross-products, moments, and the deviance with its derivatives."""
