using System.Reflection;
using System.Runtime.CompilerServices;

namespace StageTools.Rows;

/// <summary>A property of one type of rows; made for it at run time.</summary>
internal sealed class RowPropertyOf<TRow, TValue>(PropertyInfo property) : RowProperty
    where TRow : class
{
    private readonly Action<TRow, TValue> _set = property.SetMethod!.CreateDelegate<Action<TRow, TValue>>();
    private readonly Func<TRow, TValue> _get = property.GetMethod!.CreateDelegate<Func<TRow, TValue>>();

    /// <inheritdoc/>
    public override object? Get(object row) => _get(Unsafe.As<TRow>(row));

    /// <inheritdoc/>
    public override void Fill(object[] rows, Array values, int count)
    {
        var typed = (TValue[])values;
        for (var i = 0; i < count; i++)
            _set(Unsafe.As<TRow>(rows[i]), typed[i]);
    }
}
