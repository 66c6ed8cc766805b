"""The commands of `utfall`, a module each; `cli` names them and imports one when it is called."""
