"""What one can do: plain functions, a module per noun, taking a workbench and a clock."""
