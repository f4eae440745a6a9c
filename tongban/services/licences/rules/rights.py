"""Which action each deed takes."""

READ = "licences.read"
MANAGE = "licences.manage"
DEFINE = "licences.define"
TAKE_IN = "licences.take_in"
SHARE = "licences.share"
HOLD = "licences.hold"
"""What a holder may let an agent do (`parties.authorise`): see and use the licences."""
