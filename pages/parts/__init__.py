"""What several views share: session, choosers, ways to show a result, calm in trouble."""
