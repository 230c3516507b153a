"""`report_page`: finished runs as a page for a reader who has nothing else."""

from stance.run_report.report import report_page

__all__ = ["report_page"]
