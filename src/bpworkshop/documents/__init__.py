"""Sessions as documents on paper: what stands in them (``parts``), and how it is written down."""
