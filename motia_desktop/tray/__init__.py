"""The tray notifier: icon, menu, policy, notifications."""
