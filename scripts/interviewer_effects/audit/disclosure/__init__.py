"""What published tables and figures may show where small cells are hidden."""
