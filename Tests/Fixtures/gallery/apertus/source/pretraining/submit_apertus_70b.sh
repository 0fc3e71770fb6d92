#!/bin/bash
#SBATCH --job-name=apertus-70b

TRAINING_ARGS=(
  --micro-batch-size 1
  --global-batch-size 2048
  --train-iters 1155828
  --optimizer ademamix
  --weight-decay 0.1
)

INITIALIZATION_ARGS=(
  --seed 28
  --init-method-std 0.008944
)

LEARNING_RATE_ARGS=(
  --lr 0.000015
  --lr-decay-style WSD
  --lr-warmup-iters 2000
)

srun python pretrain_gpt.py ${TRAINING_ARGS[@]} ${INITIALIZATION_ARGS[@]} ${LEARNING_RATE_ARGS[@]}
