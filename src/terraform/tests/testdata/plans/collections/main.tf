resource "terraform_data" "values" {
  input = {
    set_of_mixed = toset([1, "1", "a"])
    sorted       = sort(["b", "A", "a", "B", "10", "9"])
    map          = tomap({ b = 1, a = "x" })
    list         = tolist([1, "a"])
    union        = setunion(["b"], ["a", "b"])
    product      = setproduct(["a", "b"], [1, 2])
    transposed   = transpose({ a = ["x", "y"], b = ["x"] })
    merged       = merge({ a = 1, b = 2 }, null, { b = 3 })
    set_objects  = toset([{ a = 2 }, { a = 1 }, { a = 2 }])
    matchkeys    = matchkeys(["i1", "i2"], ["a", "b"], ["b"])
    range        = [range(3), range(1, 7, 2), range(3, 0, -1)]
    zip          = zipmap(["a", "b"], [1, 2])
    flattened    = flatten([["a", ["b"]], [], "c"])
    distinct     = distinct(["a", "b", "a"])
    index        = index(["a", "b"], "b")
    chunk        = chunklist([1, 2, 3], 2)
    sum          = sum([1, 2.5])
    alltrue      = [alltrue([true, "true"]), anytrue([])]
  }
}
