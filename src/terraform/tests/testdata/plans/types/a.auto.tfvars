auto = ["a"]
