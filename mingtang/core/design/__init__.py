"""The design system: page frames, accessible components, styles, and the small shapes pages are made of."""
