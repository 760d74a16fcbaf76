"""A Hydra application: it changes directory, writes outputs, takes key=value overrides."""

import hydra
from omegaconf import DictConfig


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(config: DictConfig) -> None:
    loss = 1.0 / (config.optimiser.lr * config.steps)
    print(f"final loss: {loss:.4f}")


if __name__ == "__main__":
    main()
