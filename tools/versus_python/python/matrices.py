"""The CPU work of these programs, in plain Python: matrix multiplications.

It is the work that the demos in Rust do, with the same numbers, so that both
come to the same results: shared/timing/src/workload/compute.rs. How often a
task multiplies is fixed beforehand. Arithmetic is modulo 2**32.
"""

from operator import mul

SIDE = 16


def multiply(left, right):
    columns = list(zip(*right))
    return [
        [sum(map(mul, row, column)) % 2**32 for column in columns]
        for row in left
    ]


def fixed_matrix():
    """What all tasks multiply by: a lower times an upper triangular matrix."""
    lower = [[0] * SIDE for _ in range(SIDE)]
    upper = [[0] * SIDE for _ in range(SIDE)]
    value = 1
    for row in range(SIDE):
        for column in range(SIDE):
            value = (value * 0x9E3779B1 + 0x7F4A7C15) % 2**32
            if row > column:
                lower[row][column] = value
            elif row < column:
                upper[row][column] = value
            else:
                lower[row][column] = upper[row][column] = 1
    return multiply(lower, upper)


def first_matrix(task):
    """The matrix that a task starts with, made from its number."""
    value = task
    matrix = []
    for _ in range(SIDE):
        row = []
        for _ in range(SIDE):
            value = (value * 0x9E3779B1 + 1) % 2**32
            row.append(value)
        matrix.append(row)
    return matrix


def digest(matrix):
    """All numbers of a matrix as one (FNV-1a)."""
    result = 0xCBF29CE484222325
    for row in matrix:
        for value in row:
            result = (result ^ value) * 0x100000001B3 % 2**64
    return result


def compute(task, multiplications):
    """Does the work of one task, and returns its result."""
    matrix = first_matrix(task)
    for _ in range(multiplications):
        matrix = multiply(FIXED_MATRIX, matrix)
    return digest(matrix)


FIXED_MATRIX = fixed_matrix()
