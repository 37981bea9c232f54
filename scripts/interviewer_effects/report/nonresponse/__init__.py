"""The section on item nonresponse."""
