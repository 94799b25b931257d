"""Apache's Avro for Python as an independent decoder: prints files as JSON, and writes random ones.

avro_json.py read FILE...         one line of JSON a file: metadata, schema and records
avro_json.py write SEED FOLDER N  writes N files of random schemas and values, and prints the same of them

In a record, bytes are hexadecimal and floating-point numbers are their bits.
"""

import json
import os
import random
import struct
import sys

import avro.datafile
import avro.io
import avro.schema


def without_logical_types(schema):
    if isinstance(schema, dict):
        return {key: without_logical_types(value) for key, value in schema.items() if key not in ("logicalType", "precision", "scale")}
    if isinstance(schema, list):
        return [without_logical_types(item) for item in schema]
    return schema


def to_json(schema, value):
    kind = schema.type
    if kind in ("union", "error_union"):
        return to_json(next(branch for branch in schema.schemas if fits(branch, value)), value)
    if kind in ("bytes", "fixed"):
        return "0x" + value.hex()
    if kind == "float":
        return "f:" + struct.pack(">f", value).hex()
    if kind == "double":
        return "d:" + struct.pack(">d", value).hex()
    if kind == "array":
        return [to_json(schema.items, item) for item in value]
    if kind == "map":
        return {key: to_json(schema.values, item) for key, item in value.items()}
    if kind in ("record", "error"):
        return {field.name: to_json(field.type, value[field.name]) for field in schema.fields}
    return value


def fits(schema, value):
    return schema.validate(value) is not None


def read(path):
    with avro.datafile.DataFileReader(open(path, "rb"), avro.io.DatumReader()) as reader:
        metadata = {key: value.decode("utf-8") for key, value in reader.meta.items()}
        text = json.loads(metadata["avro.schema"])
        # Values as they are stored, not as dates and decimals.
        plain = avro.schema.parse(json.dumps(without_logical_types(text)))
        reader.datum_reader.writers_schema = plain
        reader.datum_reader.readers_schema = plain
        return {"metadata": metadata, "schema": text, "records": [to_json(plain, record) for record in reader]}


class RandomFile:
    """A schema of every type, and values of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0
        self.defined = []

    def name(self):
        self.names += 1
        return "n%d" % self.names

    def schema(self, depth):
        kinds = ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "enum", "fixed", "reference"]
        if depth < 4:
            kinds += ["record", "array", "map", "union"] * 2
        return self.of_kind(self.random.choice(kinds), depth)

    def of_kind(self, kind, depth):
        if kind == "record":
            return self.record(depth)
        if kind == "array":
            return {"type": "array", "items": self.schema(depth + 1)}
        if kind == "map":
            return {"type": "map", "values": self.schema(depth + 1)}
        if kind == "union":
            return self.union(depth)
        if kind == "enum":
            return self.define({"type": "enum", "name": self.name(), "symbols": ["A", "B", "C_%d" % self.names]})
        if kind == "fixed":
            return self.define({"type": "fixed", "name": self.name(), "size": self.random.randrange(1, 20)})
        if kind == "reference":
            return self.random.choice(self.defined) if self.defined else "long"
        if kind in ("int", "long") and self.random.random() < 0.3:
            return {"type": kind, "logicalType": "date" if kind == "int" else "timestamp-micros"}
        return kind

    def define(self, schema):
        # A name with points, a namespace of its own, or that of what is around it.
        choice = self.random.randrange(3)
        if choice == 0:
            schema["name"] = "some.space." + schema["name"]
            self.defined.append(schema["name"])
        elif choice == 1:
            schema["namespace"] = "other"
            self.defined.append("other." + schema["name"])
        return schema

    def record(self, depth):
        fields = [{"name": "f%d" % i, "type": self.schema(depth + 1)} for i in range(self.random.randrange(6))]
        return {"type": "record", "name": self.name(), "namespace": "records", "fields": fields}

    def union(self, depth):
        # Branches whose values cannot be taken for each other's.
        kinds = self.random.sample(["null", "boolean", "long", "bytes", "string", "array"], self.random.randrange(2, 5))
        return [self.of_kind(kind, depth + 1) if kind == "array" else kind for kind in kinds]

    def top(self):
        link = {"type": "record", "name": "Link", "fields": [{"name": "value", "type": "int"}, {"name": "next", "type": ["null", "Link"]}]}
        every = [self.of_kind(kind, 1) for kind in ("record", "array", "map", "union", "enum", "fixed", "null", "boolean", "int", "long", "float", "double", "bytes", "string")]
        fields = [{"name": "g%d" % i, "type": kind} for i, kind in enumerate(every)]
        return {"type": "record", "name": "Top", "fields": fields + [{"name": "link", "type": link}]}

    def value(self, schema):
        kind = schema.type
        if kind == "null":
            return None
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "int":
            return self.random.randrange(-(2**31), 2**31) >> self.random.randrange(32)
        if kind == "long":
            return self.random.randrange(-(2**63), 2**63) >> self.random.randrange(64)
        if kind == "float":
            return struct.unpack("<f", struct.pack("<f", self.random.choice([0.0, -0.0, float("inf"), self.random.gauss(0, 1e9)])))[0]
        if kind == "double":
            return self.random.choice([0.0, -0.0, float("-inf"), self.random.gauss(0, 1e99)])
        if kind == "bytes":
            return self.random.randbytes(self.random.randrange(30))
        if kind == "fixed":
            return self.random.randbytes(schema.size)
        if kind == "string":
            return "".join(self.random.choice("abc é☃\U0001F300\"\\") for _ in range(self.random.randrange(20)))
        if kind == "enum":
            return self.random.choice(schema.symbols)
        if kind == "array":
            return [self.value(schema.items) for _ in range(self.random.randrange(4))]
        if kind == "map":
            return {"key %d" % i: self.value(schema.values) for i in range(self.random.randrange(4))}
        if kind == "union":
            return self.value(self.random.choice(schema.schemas))
        return {field.name: self.value(field.type) for field in schema.fields}

    def write(self, path):
        text = self.top()
        schema, plain = avro.schema.parse(json.dumps(text)), avro.schema.parse(json.dumps(without_logical_types(text)))
        with avro.datafile.DataFileWriter(open(path, "wb"), avro.io.DatumWriter(), schema, codec=self.random.choice(["null", "deflate"])) as writer:
            writer.datum_writer.writers_schema = plain
            writer.set_meta("a key", "a value ☃".encode("utf-8"))
            for _ in range(self.random.randrange(40)):
                writer.append(self.value(plain))
                if self.random.random() < 0.1:
                    writer.sync()


def main(arguments):
    paths = arguments[1:]
    if arguments[0] == "write":
        seed, folder, count = int(arguments[1]), arguments[2], int(arguments[3])
        paths = [os.path.join(folder, "%d.avro" % i) for i in range(count)]
        for i, path in enumerate(paths):
            RandomFile(seed + i).write(path)
    for path in paths:
        print(json.dumps(read(path)))


main(sys.argv[1:])
