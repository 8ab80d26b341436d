"""Faust's Kafka transport, a level lower: whole fetches instead of one message after the other (DESIGN §4)."""

from streams.transport.batches import Batches, CorruptBatch, RecordChunk, chunk, messages

__all__ = ["Batches", "CorruptBatch", "RecordChunk", "chunk", "messages"]
