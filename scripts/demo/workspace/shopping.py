"""A small program to ask about."""


def total(prices, discount=0.0):
    """The sum of the prices, less a discount between 0 and 1."""
    result = 0
    for price in prices:
        result += price
    return result - discount


def receipt(items):
    """One line for each item, and the total at the end."""
    lines = [f"{name:<12}{price:>8.2f}" for name, price in items]
    amount = total(price for _, price in items)
    lines.append(f"{'total':<12}{amount:>8.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    items = [("apples", 2.4), ("bread", 3.1), ("cheese", 5.25)]
    print(receipt(items))
