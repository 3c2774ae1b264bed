select entity, schema, caption, registers from entities
