"""Asking others before a case is ready: referrals (remiss), and what surveys and interviews gave."""
