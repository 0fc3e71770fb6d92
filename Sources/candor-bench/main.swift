print("candor-bench")
