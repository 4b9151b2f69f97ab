"""Complaint rules as policy objects, for the CRM you already have."""
