"""The end of a process as a test plays it: by kill -9, wherever it is."""


class Killed(BaseException):
    """The process ends here: nothing after this line is run, or takes effect.

    A BaseException, so that nothing of ours takes it for a failure to be mended.
    """
