"""scikit-learn with joblib workers."""

from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

images, labels = load_digits(return_X_y=True)
search = GridSearchCV(LogisticRegression(max_iter=50), {"C": [0.01, 0.1]}, cv=2, n_jobs=2)
search.fit(images[:400] / 16, labels[:400])
print(f"best_C={search.best_params_['C']} cv_accuracy: {search.best_score_:.4f}")
