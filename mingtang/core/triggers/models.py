"""No tables: this file makes Django send the migrate signals for this app."""
