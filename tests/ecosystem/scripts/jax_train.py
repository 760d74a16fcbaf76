"""jax on the CPU; its scalars are logged as they are."""

import jax
import jax.numpy as jnp

import hunch


@jax.jit
def loss(weight):
    return jnp.mean((weight * jnp.arange(8.0) - 2 * jnp.arange(8.0)) ** 2)


weight = jnp.array(0.0)
for step in range(10):
    value, gradient = jax.value_and_grad(loss)(weight)
    weight = weight - 0.01 * gradient
    hunch.log({"loss": value, "weight": weight}, step=step)
