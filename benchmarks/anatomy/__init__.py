"""What anatomy is measured by: accuracy and time on made bodies whose truth is known, beside other projects."""
