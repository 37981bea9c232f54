"""What a user gives, made into arrays: formulas, columns, labels of groups, arguments."""
