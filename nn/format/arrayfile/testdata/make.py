"""Makes the files of this folder with NumPy, and for each what it holds as float32 or int64.

Run it in the folder: python make.py
"""
import json, pickle, struct
import numpy as np

r = np.random.default_rng(16)
z = r.standard_normal((5, 3)).astype("f2").astype("f4")  # the same in all widths
y = r.integers(0, 100, 5)
np.save("want_z.npy", z)
np.save("want_y.npy", y)


def raw(name, text, data):
    head = text.encode()
    head += b" " * ((-11 - len(head)) % 64) + b"\n"
    open(name, "wb").write(b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + data)


def tensors(name, **arrays):
    head, body = {}, b""
    for key, (dtype, a) in arrays.items():
        data = a.tobytes()
        head[key] = {"dtype": dtype, "shape": a.shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(head).encode()
    open(name, "wb").write(struct.pack("<Q", len(text)) + text + body)


# Matrices that are z.
for dtype in ["<f2", ">f2", ">f4", "<f8", ">f8"]:
    np.save(f"z_{dtype[1:]}{'be' if dtype[0] == '>' else ''}.npy", z.astype(dtype))
np.save("z_fortran.npy", np.asfortranarray(z))
np.save("z_fortran_f2be.npy", np.asfortranarray(z.astype(">f2")))
np.save("z_singletons.npy", z[None, :, None, :, None])
np.save("z_fortran_singletons.npy", np.asfortranarray(z[:, None, :]))
raw("z_numpy2.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (np.int64(5), np.int64(3)), }", z.tobytes())
np.savez("z_one.npz", z=z.astype("f8"))
np.savez_compressed("z_two.npz", z=z, y=y)
tensors("z_f16.safetensors", z=("F16", z.astype("<f2")))
tensors("z_many.safetensors", y=("I64", y), z=("F64", z.astype("<f8")), f8=("F8_E4M3", z.astype("u1")))
open("z.fvecs", "wb").write(b"".join(struct.pack("<i", 3) + row.tobytes() for row in z))

# Rounded and extreme values.
half = np.array([[65504, 2**-24, -0.0], [-(2**-14), np.inf, 1 / 3]]).astype("f2")
np.save("half.npy", half)
np.save("want_half.npy", half.astype("f4"))
wide = r.standard_normal((4, 3)) * [[1e-44], [1e-38], [1], [1e38]]
np.save("wide.npy", wide)
np.save("want_wide.npy", wide.astype("f4"))
upper = (wide.astype("f4").view("u4") >> 16).astype("<u2")
tensors("upper.safetensors", t=("BF16", upper))
np.save("want_upper.npy", (upper.astype("u4") << 16).view("f4"))

# Labels that are y.
for dtype in ["i1", "u1", ">i2", "u2", ">u4", "i8", ">u8", "f2", ">f8"]:
    np.save(f"y_{dtype.strip('>')}{'be' if dtype[0] == '>' else ''}.npy", y.astype(dtype))
np.save("y_column.npy", np.asfortranarray(y[:, None]))
np.save("bool.npy", y > 50)
np.save("want_bool.npy", (y > 50).astype("i8"))

# Files that are refused.
raw("bad_bf16.npy", "{'descr': '<V2', 'fortran_order': False, 'shape': (4, 3), }", upper.tobytes())
np.save("bad_objects.npy", np.array([[1, 2, 3], [4]], dtype=object), allow_pickle=True)
np.save("bad_complex.npy", z.astype("c8"))
np.save("bad_record.npy", np.zeros(3, [("x", "f4"), ("y", "i4")]))
np.save("bad_text.npy", np.array(["cat", "dog"]))
np.save("bad_overflow.npy", np.array([[1, 2], [3, -1e300]]))
pickle.dump(z, open("bad.pkl", "wb"))
