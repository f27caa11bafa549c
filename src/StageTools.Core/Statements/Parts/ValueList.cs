using System.Collections.ObjectModel;

namespace StageTools.Statements.Parts;

/// <summary>A list of values that equals another one of the same values in the same order.</summary>
/// <typeparam name="T">What it is a list of.</typeparam>
public sealed class ValueList<T>(IEnumerable<T> items) : ReadOnlyCollection<T>([.. items]), IEquatable<ValueList<T>>
{
    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(0, static (hash, item) => HashCode.Combine(hash, item));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
