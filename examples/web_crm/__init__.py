"""A CRM of two pages with complaints in it: Flask, an ORM, one database for its tickets and for the complaints."""
