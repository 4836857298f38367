"""`python -m kipux` is the `kipux` command."""

from kipux.entrypoints.cli.main import main

if __name__ == "__main__":
    main()
