"""Whole reports in the forms of some thirty municipalities, field by field."""

from __future__ import annotations

import pytest
import reading_texts as texts
