"""Use cases: one public function each, handed what it needs."""
