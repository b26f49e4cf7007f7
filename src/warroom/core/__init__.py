"""What an incident is: pure, without files, clocks or terminals."""
