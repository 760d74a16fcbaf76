"""The transformers Trainer on a tiny random model; nothing is downloaded."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

config = GPT2Config(vocab_size=50, n_positions=16, n_embd=16, n_layer=1, n_head=2)
tokens = [
    {"input_ids": torch.randint(0, 50, (16,)), "labels": torch.randint(0, 50, (16,))} for _ in range(32)
]
arguments = TrainingArguments(
    output_dir="out", max_steps=6, logging_steps=2, report_to=[], save_strategy="no", use_cpu=True
)
Trainer(model=GPT2LMHeadModel(config), args=arguments, train_dataset=tokens).train()
