"""Which action each deed takes."""

READ = "licences.read"
MANAGE = "licences.manage"
DEFINE = "licences.define"
TAKE_IN = "licences.take_in"
SHARE = "licences.share"
ROTATE_KEY = "licences.rotate_key"
