"""Pictures: what a book may show, and what is drawn from its facts. Stage *render*."""
