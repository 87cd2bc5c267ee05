"""Grammatical forms: proposed and checked by libraries, approved by people."""
