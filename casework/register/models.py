"""Number series without gaps, and files by content hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.database import Base, UtcDateTime


class NumberSeries(Base):
    """The last number taken of a series in a year; the row is the series' lock."""

    __tablename__ = "number_series"
    __table_args__ = (CheckConstraint("last >= 0", name="counts_up_from_zero"),)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class StoredFile(Base):
    """A file that was kept; its bytes lie under its SHA-256 in the files folder and never change."""

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
        CheckConstraint("size >= 0", name="size_is_counted"),
    )
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
