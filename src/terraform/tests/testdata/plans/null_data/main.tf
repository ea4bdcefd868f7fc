data "null_data_source" "values" {
  for_each = { one = 1, two = 2 }
  inputs   = { name = each.key, number = each.value }
}
output "inputs" { value = { for key, it in data.null_data_source.values : key => it.outputs.number } }
