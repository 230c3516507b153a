"""What a person reads of a run: tables and plots. Only `stance.reports.plots` loads matplotlib."""
