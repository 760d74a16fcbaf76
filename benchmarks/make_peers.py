"""`make_peers.py DIR`: one virtual environment for each peer, which cannot share one (protobuf, pyarrow, ...)."""

import os
import subprocess
import sys
import venv

VERSIONS = {
    "wandb": ["wandb==0.31.0"],
    "trackio": ["trackio==0.43.0"],
    "sacred": ["sacred==0.8.7", "setuptools<80"],  # sacred imports pkg_resources
    "tensorboardx": ["tensorboardX==2.6.5"],
    "mlflow": ["mlflow==3.17.2"],
}


def main() -> None:
    """Make those that are not there yet."""
    (top,) = sys.argv[1:]
    for name, packages in VERSIONS.items():
        folder = os.path.join(top, name)
        if os.path.exists(os.path.join(folder, "made")):
            continue
        print(f"{name}: {' '.join(packages)}", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        pip = [
            os.path.join(folder, "bin", "python"),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        ]
        subprocess.run([*pip, *packages], check=True)
        open(os.path.join(folder, "made"), "w").close()


if __name__ == "__main__":
    main()
