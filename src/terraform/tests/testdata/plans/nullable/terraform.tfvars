may   = null
never = null
