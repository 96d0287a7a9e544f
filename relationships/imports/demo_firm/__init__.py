"""The invented firm Calder Voss: words, cast and the set-based SQL that builds it at any size."""
