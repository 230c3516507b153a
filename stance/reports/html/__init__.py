"""A report as one HTML file: offline, readable without JavaScript, accessible by keyboard."""
