using System.Collections;

namespace StageTools.Formats.Options;

/// <summary>Some columns by name, compared without case. Two lists of the same names in the same order are equal.</summary>
public sealed class ColumnNames : IReadOnlyList<string>, IEquatable<ColumnNames>
{
    private readonly string[] _names;

    /// <summary>Makes a list of these names.</summary>
    public ColumnNames(IEnumerable<string> names) => _names = [.. names];

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <inheritdoc/>
    public string this[int index] => _names[index];

    /// <summary>Whether the column is among them.</summary>
    public bool Contains(string column) => _names.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Equals(ColumnNames? other) => other is not null && _names.AsSpan().SequenceEqual(other._names, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColumnNames);

    /// <inheritdoc/>
    public override int GetHashCode() => _names.Length == 0 ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_names[0]) + _names.Length;

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _names);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
