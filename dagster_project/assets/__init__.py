"""One module per stage; an asset asks, calls domain code and records metadata; it does not think."""
