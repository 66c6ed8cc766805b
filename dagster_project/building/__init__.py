"""The path from a folder of reports to a published warehouse; `utfall build` and the Dagster assets walk it alike."""
